"""Who is likely told to win: names beside an award, what speaks for each, and those that the judge holds likely."""
