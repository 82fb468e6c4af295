"""Every file of an inbox down both roads, on all cores, nothing twice: files come in, what each says goes out."""
