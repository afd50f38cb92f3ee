"""GET /api/agents/: who may own tickets."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import RoleRequired
from people.assignees import agents
from people.serializers import AssigneeOutput


class AgentsView(APIView):
    """Active accounts with the role agent or admin, by name, for pickers."""

    permission_classes = (RoleRequired,)
    sign_in_to = "see the agents"

    @extend_schema(operation_id="agent_list", responses={200: AssigneeOutput(many=True)})
    def get(self, _request: Request) -> Response:
        """List the accounts that may own tickets, by their display names."""
        return Response(agents())
