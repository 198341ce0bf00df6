"""The engines that are compared: this archive, and others fed the same texts and questions."""
