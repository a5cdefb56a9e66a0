package io.camelopard.harvest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A YAML file as a tree, with what a tree forgets.
 *
 * @param lines of each value (of its key, where it has one) by JSON pointer
 * @param scalars as written, without quotes, by JSON pointer
 */
record YamlDocument(JsonNode root, Map<String, Integer> lines, Map<String, String> scalars) {}
