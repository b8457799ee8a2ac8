connectify token                         # what it is good for; renewed if it has to be
connectify devices list --limit 3
