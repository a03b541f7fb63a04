package io.parley.turn;

/** A knowledge article that an answer may rest on. */
public record Article(String id, String title, String text) {}
