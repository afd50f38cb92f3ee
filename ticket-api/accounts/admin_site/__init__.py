"""Django's admin site: its sign-in rules, and forms that detect concurrent changes."""
