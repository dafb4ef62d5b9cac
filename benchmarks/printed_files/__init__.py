"""Odd files of another hand: tables as browsers, office programs and report writers print them."""
