connectify doctor --offline
