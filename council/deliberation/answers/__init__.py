"""What an opinion answers, found in its text and put into a form that can be compared."""
