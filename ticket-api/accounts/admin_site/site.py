"""Django's admin for agents and admins, with the portal's sign-in rules."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect

from accounts.refusals import InvalidCredentials, TooManyFailures
from accounts.roles import CHANGE
from accounts.sign_in import check_password


class SignInForm(AuthenticationForm):
    """Counts failed sign-ins together with the portal's; requires permission to change tickets."""

    def clean(self) -> dict[str, Any]:
        """The cleaned fields; ValidationError when the account may not use the admin."""
        username = self.cleaned_data.get("username")
        password = self.cleaned_data.get("password")
        if self.request is None or username is None or not password:
            return self.cleaned_data
        try:
            account = check_password(self.request, username=username, password=password)
        except (InvalidCredentials, TooManyFailures) as refusal:
            raise ValidationError(str(refusal.detail)) from refusal
        if not account.has_perm(CHANGE):
            raise ValidationError("The admin is for agents and admins. Ask an admin for that role.")
        self.user_cache = account
        return self.cleaned_data


class PortalAdminSite(AdminSite):
    """`/admin/`; access depends on the role, not on `is_staff`."""

    site_header = "Support tickets"
    site_title = "Support tickets"
    index_title = "Administration"
    site_url = "/"
    login_form = SignInForm
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the account is active and may change tickets."""
        return request.user.is_active and request.user.has_perm(CHANGE)

    def password_change(  # type: ignore[override]
        self, _request: HttpRequest, **_: Any
    ) -> HttpResponseRedirect:
        """Redirect to the portal's page, which limits wrong passwords."""
        return HttpResponseRedirect("/password")
