"""The verdict: which arm won, by how much, and whether so few images can tell at all."""

from transfer_demo.verdict.judge import Verdict as Verdict
from transfer_demo.verdict.judge import judge as judge
from transfer_demo.verdict.standing import Score as Score
from transfer_demo.verdict.standing import accuracy_in_percent as accuracy_in_percent
