// Empty: its target holds the precompiled headers that the others use.
