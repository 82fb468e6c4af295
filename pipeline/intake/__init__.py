"""What came in: bytes become facts and findings, and nothing is lost on the way."""
