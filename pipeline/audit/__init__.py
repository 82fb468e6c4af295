"""What a run leaves behind, so that anybody can see later what a report was made from."""
