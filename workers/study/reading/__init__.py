"""How pages were read, for people who look at a scraper's pages: values that a terminal and a page of HTML draw."""
