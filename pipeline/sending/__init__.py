"""Mail drafts out: what lies ready is delivered once, and the book of receipts says when and to whom."""
