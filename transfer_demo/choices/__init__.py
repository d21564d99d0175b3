"""Range and wording of every choice in a plan: one table for all that asks, checks or explains.

It feeds the widgets, the command line, the link and the error messages.
"""

from transfer_demo.choices.fields import NumberField as NumberField
from transfer_demo.choices.fields import OptionField as OptionField
from transfer_demo.choices.number_fields import NUMBER_FIELDS as NUMBER_FIELDS
from transfer_demo.choices.option_fields import OFFERED_OPTIONS as OFFERED_OPTIONS
from transfer_demo.choices.option_fields import OPTION_FIELDS as OPTION_FIELDS
