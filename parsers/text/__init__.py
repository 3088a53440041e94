"""Characters and what is written with them: dates, addresses, Markdown, front matter. Knows nothing of awards."""
