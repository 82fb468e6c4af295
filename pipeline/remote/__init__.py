"""Inbox and output on a store elsewhere."""
