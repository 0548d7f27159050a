"""The domain: councils, their members and what comes of putting a query to them."""
