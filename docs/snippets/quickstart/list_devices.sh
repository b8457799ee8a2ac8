connectify devices list
