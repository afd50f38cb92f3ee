"""The AppConfig of the admin; a separate module, because it loads before the models."""

from django.contrib.admin.apps import AdminConfig


class PortalAdmin(AdminConfig):
    """Replaces django.contrib.admin in INSTALLED_APPS."""

    default_site = "accounts.admin_site.site.PortalAdminSite"
