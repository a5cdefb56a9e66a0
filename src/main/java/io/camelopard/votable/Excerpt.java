package io.camelopard.votable;

/** A piece of remote text made fit for a message: one line, nothing invisible in it, not too long. */
final class Excerpt {
    private Excerpt() {}

    static String of(CharSequence text, int max) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && shown.length() < max; i++) {
            char c = text.charAt(i);
            boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
            if (!blank && Character.getType(c) != Character.FORMAT) {
                shown.append(c);
            } else if (blank && !shown.isEmpty() && shown.charAt(shown.length() - 1) != ' ') {
                shown.append(' ');
            }
        }
        boolean cut = shown.length() >= max && max < text.length();
        return shown.toString().strip() + (cut ? "…" : "");
    }

    /** The text of an HTML page, roughly: enough to recognise a login page or an error by. */
    static String ofHtml(String html, int max) {
        String text = html.replaceAll("(?is)<(script|style)\\b.*?(</\\1\\s*>|$)", " ")
                .replaceAll("(?s)<!--.*?(-->|$)", " ")
                .replaceAll("(?s)<[^>]*(>|$)", " ");
        String shown = of(text, max);
        return shown.isEmpty() ? of(html, max) : shown;
    }

    /** An href without user-info and query, since both can hold tokens. */
    static String ofUrl(String url) {
        return of(url.replaceAll("[?#].*", "").replaceAll("//[^/@]*@", "//"), 120);
    }
}
