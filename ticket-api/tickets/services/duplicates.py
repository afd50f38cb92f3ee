"""Which ticket may be the original of which."""

from rest_framework.exceptions import ValidationError

from tickets.models import Ticket


def require_original(ticket: Ticket, original: Ticket | None, original_id: int) -> None:
    """Raise ValidationError unless `ticket` may be marked as a duplicate of `original`.

    Both are locked, so no other transaction marks one of them meanwhile. Chains and circles are
    refused: an original is no duplicate, and a duplicate has no duplicates.
    """
    sentence = _refusal(ticket, original, original_id)
    if sentence:
        raise ValidationError({"duplicate_of": [sentence]})


def _refusal(ticket: Ticket, original: Ticket | None, original_id: int) -> str:
    if original_id == ticket.pk:
        return f"Choose another ticket: #{ticket.pk} cannot be a duplicate of itself"
    if original is None:
        return f"Choose another ticket: there is no #{original_id}"
    if original.duplicate_of_id is not None:
        return (
            f"Choose #{original.duplicate_of_id}: #{original_id} is a duplicate of "
            f"#{original.duplicate_of_id}"
        )
    own = ticket.duplicates.order_by("id").values_list("id", flat=True).first()
    if own is not None:
        return (
            f"#{ticket.pk} is the original of #{own}. Mark its duplicates as duplicates of "
            f"#{original_id} first"
        )
    return ""
