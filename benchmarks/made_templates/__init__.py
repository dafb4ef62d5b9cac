"""Whole disclosures of templates by province, made of one budget whose facts are known: is each fact found, is anyone
accused?"""
