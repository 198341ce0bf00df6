"""Charts of a timeline: their layout, and how a terminal and SVG draw them."""
