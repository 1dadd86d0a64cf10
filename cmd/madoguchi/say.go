package main

import "madoguchi/catalogue"

// say is a sentence of the catalogue for who keeps the program running.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }
