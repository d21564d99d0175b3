"""The choice of images, and a visitor's own: ways in, what came of them, tools to mend them."""
