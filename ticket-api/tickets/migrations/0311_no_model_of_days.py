"""Forget the model of the view ticket_day_count, which SQL alone reads. The view stays."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """The model is not managed, so this changes Django's state alone."""

    dependencies: ClassVar = [("tickets", "0310_order_indexes")]

    operations: ClassVar = [migrations.DeleteModel(name="DayCount")]
