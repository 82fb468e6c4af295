"""Is everything in order, before a run: the machine, the folders, the register, the mail, the month."""
