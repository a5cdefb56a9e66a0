package io.camelopard.vo;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer of MAST's {@code invoke}, one page of a table: read once for what stands around its rows, which may come before
 * or after them, and once more for the rows, one at a time.
 *
 * @param status COMPLETE, EXECUTING or ERROR
 * @param fields type by name, in order
 * @param page which page it says to be, from 1; 0 where it does not say
 * @param pages how many there are; 1 where it does not say
 * @param total how many rows all pages have; -1 where it does not say
 */
record MastPage(
        Answer answer, String status, String message, Map<String, String> fields, long page, long pages, long total) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final TypeReference<Map<String, @Nullable Object>> ROW = new TypeReference<>() {};
    private static final int MOST_FIELDS = 2_000;

    /** What is read of the head. */
    private static final class Head {
        private String status = "COMPLETE";
        private String message = "";
        private final Map<String, String> fields = new LinkedHashMap<>();
        private final Map<String, Long> paging = new LinkedHashMap<>();
    }

    static MastPage read(Answer answer) {
        Head head = new Head();
        walk(answer, (name, parser) -> {
            switch (name) {
                case "status" -> head.status = parser.getValueAsString("COMPLETE");
                case "msg" -> head.message = parser.getValueAsString("");
                case "fields" -> fields(parser, head.fields);
                case "paging" -> numbers(parser, head.paging);
                default -> parser.skipChildren();
            }
        });
        return new MastPage(
                answer,
                head.status,
                Body.shorten(head.message),
                head.fields,
                head.paging.getOrDefault("page", 0L),
                head.paging.getOrDefault("pagesFiltered", 1L),
                head.paging.getOrDefault("rowsFiltered", -1L));
    }

    /** Hands out the rows, each with its cells by name. */
    void rows(Consumer<Map<String, @Nullable Object>> rows) {
        walk(answer, (name, parser) -> {
            if (!name.equals("data") || parser.currentToken() != JsonToken.START_ARRAY) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                rows.accept(JSON.readValue(parser, ROW));
            }
        });
    }

    /** An answer that is one object of objects, such as that of the path look-up. */
    static Map<String, Map<String, @Nullable Object>> objects(Answer answer) {
        Map<String, Map<String, @Nullable Object>> objects = new LinkedHashMap<>();
        walk(answer, (name, parser) -> {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                objects.put(name, JSON.readValue(parser, ROW));
            }
        });
        return objects;
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be made of a " + value.getClass(), e);
        }
    }

    /** A member of the document's object; the parser stands at its value and is left at its end. */
    private interface Member {
        void read(String name, JsonParser parser) throws IOException;
    }

    private static void walk(Answer answer, Member member) {
        String where = Urls.shown(answer.url());
        try (JsonParser parser = JSON.createParser(answer.body().toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new FinalException(where + ": expected a JSON object, found "
                        + Body.of(answer).kind());
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                member.read(name, parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new TransientException(where + ": the JSON ends before its end");
            }
        } catch (JsonEOFException e) {
            throw new TransientException(where + ": the JSON ends before its end", e);
        } catch (JsonProcessingException e) {
            Body body = Body.of(answer);
            throw new FinalException(where + ": no JSON but " + body.kind() + ": " + body.words(), e);
        } catch (IOException e) {
            throw new TransientException(where + ": the answer cannot be read: " + e.getMessage(), e);
        }
    }

    private static void fields(JsonParser parser, Map<String, String> into) throws IOException {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT && all.size() < MOST_FIELDS) {
            all.add(JSON.readValue(parser, ROW));
        }
        for (Map<String, @Nullable Object> field : all) {
            String name = Values.text(field.get("name"));
            if (name != null && !name.equals("_selected_")) {
                into.putIfAbsent(name, String.valueOf(field.get("type")));
            }
        }
    }

    private static void numbers(JsonParser parser, Map<String, Long> into) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        JSON.readValue(parser, ROW).forEach((name, value) -> {
            if (value instanceof Number number) {
                into.put(name, number.longValue());
            }
        });
    }
}
