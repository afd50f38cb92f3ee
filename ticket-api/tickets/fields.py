"""The field of a ticket's body that names another ticket."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tickets.listing.orders import LARGEST_ID


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": LARGEST_ID})
class TicketNumber(serializers.Field[Any, Any, Any, Any]):
    """The number of a ticket, a whole number and no text."""

    sentence = "Enter the number of a ticket, such as 17"

    def to_internal_value(self, data: Any) -> int:
        """The number, or a sentence for anything that no ticket can have."""
        if type(data) is not int or not 1 <= data <= LARGEST_ID:
            raise serializers.ValidationError([self.sentence])
        return data
