"""The engines that are compared: this archive, and others with the same texts and questions."""
