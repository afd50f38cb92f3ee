"""Routes below /api/views/."""

from rest_framework.routers import SimpleRouter

from saved_views.views import SavedViewViewSet

router = SimpleRouter(use_regex_path=False)
router.register("", SavedViewViewSet, basename="view")

urlpatterns = router.urls
