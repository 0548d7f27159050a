"""The one door to the models: a call on its way through them."""
