package io.camelopard.votable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A document without the content of its TABLEDATA and STREAM elements, cut out byte by byte.
 *
 * <p>For encodings in which ASCII is ASCII. In well-formed XML a '&lt;' is the beginning of markup, but for comments,
 * CDATA sections and processing instructions, so only those are told apart. Whether what is cut out is well-formed is
 * not seen. A document that defines entities of its own is passed on whole, since those can hold anything.
 */
final class Skeleton extends InputStream {
    private enum State {
        TEXT,
        OPEN,
        NAME,
        TAG,
        QUOTED,
        END_NAME,
        END_TAG,
        INSTRUCTION,
        BANG,
        COMMENT,
        CDATA,
        DECLARATION,
        WHOLE
    }

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_NAME = 80;

    private final Intake in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    private final byte[] kept = new byte[LONGEST_NAME + 8];
    private int keptAt;
    private int keptEnd;

    private final StringBuilder name = new StringBuilder();
    private State state = State.TEXT;
    private int quote;
    private int last;
    private int beforeLast;
    private boolean inDeclaration;
    private boolean sectionBegins;
    private @Nullable String skipped;

    Skeleton(Intake in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int out = offset;
        while (out < offset + length) {
            if (keptAt < keptEnd) {
                to[out++] = kept[keptAt++];
            } else if (at == end) {
                if (out > offset || !fill()) {
                    break;
                }
            } else if (skipped != null) {
                skip();
            } else {
                byte next = buffer[at++];
                to[out++] = next;
                step(next);
            }
        }
        return out == offset ? -1 : out - offset;
    }

    private boolean fill() throws IOException {
        int count;
        do {
            if (skipped != null) {
                in.progress(); // nothing of what is skipped is held
            }
            count = in.read(buffer, 0, BUFFER);
            at = 0;
            end = Math.max(count, 0);
            if (skipped != null && count > 0) {
                skip();
            }
        } while (count > 0 && at == end && keptAt == keptEnd);
        return count > 0;
    }

    /** Goes on to the end tag of what is skipped, or to the end of the buffer. */
    private void skip() {
        while (at < end && skipped != null) {
            if (state == State.TEXT) {
                skipText();
            } else {
                step(buffer[at++]);
            }
        }
    }

    private void skipText() {
        int i = at;
        int stop = end;
        byte[] bytes = buffer;
        while (i < stop && (bytes[i] != '<' || isCellTag(bytes, i, stop))) {
            i++;
        }
        at = i;
        if (i < stop) {
            at++;
            state = State.OPEN;
        }
    }

    // The tags of which a table is full, passed over without the machinery.
    private static boolean isCellTag(byte[] bytes, int i, int stop) {
        if (i + 3 >= stop) {
            return false;
        }
        return bytes[i + 1] == '/' ? bytes[i + 2] == 'T' && bytes[i + 3] != 'A' : bytes[i + 1] == 'T';
    }

    private void step(byte next) {
        switch (state) {
            case TEXT -> state = next == '<' ? State.OPEN : State.TEXT;
            case OPEN -> open(next);
            case NAME -> name(next);
            case TAG -> tag(next);
            case QUOTED -> state = next == quote ? (inDeclaration ? State.DECLARATION : State.TAG) : State.QUOTED;
            case END_NAME -> endName(next);
            case END_TAG -> state = next == '>' ? State.TEXT : State.END_TAG;
            case INSTRUCTION -> state = next == '>' && last == '?' ? State.TEXT : State.INSTRUCTION;
            case BANG -> bang(next);
            case COMMENT -> state = next == '>' && twice('-') ? State.TEXT : State.COMMENT;
            case CDATA -> state = next == '>' && twice(']') ? State.TEXT : State.CDATA;
            case DECLARATION -> declaration(next);
            case WHOLE -> {}
        }
        // The mark that begins a section is no part of the one that ends it: <!---> is still open.
        beforeLast = sectionBegins ? 0 : last;
        last = sectionBegins ? 0 : next;
        sectionBegins = false;
    }

    private void open(byte next) {
        name.setLength(0);
        state = switch (next) {
            case '!' -> State.BANG;
            case '?' -> State.INSTRUCTION;
            case '/' -> State.END_NAME;
            default -> skipped == null ? State.NAME : State.TEXT;
        };
        if (state == State.NAME) {
            name(next);
        }
    }

    private void name(byte next) {
        if (next > ' ' && next != '/' && next != '>') {
            append(next);
        } else {
            state = State.TAG;
            tag(next);
        }
    }

    private void tag(byte next) {
        if (next == '"' || next == '\'') {
            quote = next;
            inDeclaration = false;
            state = State.QUOTED;
        } else if (next == '>') {
            state = State.TEXT;
            String local = local();
            boolean rows = local.equals("TABLEDATA") || local.equals("STREAM");
            skipped = rows && last != '/' ? local : null;
        }
    }

    private void endName(byte next) {
        if (next > ' ' && next != '>') {
            append(next);
            return;
        }
        state = next == '>' ? State.TEXT : State.END_TAG;
        if (skipped != null && local().equals(skipped)) {
            skipped = null;
            keep("</" + name, next);
        } else if (skipped != null) {
            state = State.TEXT;
        }
    }

    private void bang(byte next) {
        append(next);
        String found = name.toString();
        if (found.equals("--")) {
            state = State.COMMENT;
            sectionBegins = true;
        } else if (found.equals("[CDATA[")) {
            state = State.CDATA;
            sectionBegins = true;
        } else if (!"--".startsWith(found) && !"[CDATA[".startsWith(found)) {
            state = State.DECLARATION;
        }
    }

    private boolean twice(char mark) {
        return last == mark && beforeLast == mark;
    }

    private void declaration(byte next) {
        if (next == '[') {
            state = State.WHOLE;
        } else if (next == '"' || next == '\'') {
            quote = next;
            inDeclaration = true;
            state = State.QUOTED;
        } else if (next == '>') {
            state = State.TEXT;
        }
    }

    private void append(byte next) {
        if (name.length() < LONGEST_NAME) {
            name.append((char) (next & 0xff));
        }
    }

    private String local() {
        return name.substring(name.indexOf(":") + 1);
    }

    private void keep(String text, byte terminator) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, kept, 0, bytes.length);
        kept[bytes.length] = terminator;
        keptAt = 0;
        keptEnd = bytes.length + 1;
    }
}
