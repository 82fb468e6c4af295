"""What units sent by whatever way: files, mails, archives and mailboxes come in, the inbox is filled."""
