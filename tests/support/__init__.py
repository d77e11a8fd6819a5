"""What the tests share: databases, the checked client, the query counter and the browser's server."""
