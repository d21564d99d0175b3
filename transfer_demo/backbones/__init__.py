"""The pretrained CNNs: facts about each as data, and the code that builds them when needed."""
