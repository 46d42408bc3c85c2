"""The subcommands of this room, a module each."""
