"""Reports on plans: templates out, submissions in, the official report at the end."""
