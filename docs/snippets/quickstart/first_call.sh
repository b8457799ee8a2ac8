connectify status
