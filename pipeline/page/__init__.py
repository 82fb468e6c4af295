"""The results as a page to look at: one HTML file that asks nothing of a network."""
