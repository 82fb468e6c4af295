"""What an auditor asks: is this what the sources say, and was anything changed since."""
