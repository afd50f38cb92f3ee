"""Django's entry for the admin; apart, because it is read before there are models."""

from django.contrib.admin.apps import AdminConfig


class PortalAdmin(AdminConfig):
    """Stands in INSTALLED_APPS in the place of django.contrib.admin."""

    default_site = "accounts.admin_site.PortalAdminSite"
