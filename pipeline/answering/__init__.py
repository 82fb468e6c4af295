"""Answers to units: what must be mended in what they sent, and what they still owe, as drafts of mails."""
