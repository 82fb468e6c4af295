"""Many agencies: each one's report, and a roll-up of all for the level above."""
