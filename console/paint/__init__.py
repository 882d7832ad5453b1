"""From rows and cards to styled text: pure, no widgets."""
