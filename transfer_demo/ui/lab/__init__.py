"""The Lab: the choices of a race, its buttons, the live panel and the verdict."""
