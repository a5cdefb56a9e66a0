package io.camelopard.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a path of a {@link MisbehavingServer} serves, and how it goes wrong. The content and its validators ({@link
 * #bytes}, {@link #etag}, …) hold always; every other word is misbehaviour and ends with {@link #everyTime} or {@link
 * #times}.
 */
public final class Resource {
    private final MisbehavingServer server;
    private final String path;
    private final AtomicLong served = new AtomicLong();
    private volatile Answer good = Answer.of(new byte[0]);
    private volatile UnaryOperator<Answer> wrong = UnaryOperator.identity();
    private volatile long wrongTimes = Long.MAX_VALUE;

    Resource(MisbehavingServer server, String path) {
        this.server = server;
        this.path = path;
    }

    // ---- what there is

    /** Computed content of this length ({@link TestContent}), different for every path. */
    public Resource bytes(long length) {
        return always(answer -> answer.withComputed(path.hashCode(), length));
    }

    public Resource bytes(byte[] content) {
        return always(answer -> answer.withContent(content));
    }

    public Resource text(String content) {
        return bytes(content.getBytes(StandardCharsets.UTF_8));
    }

    /** A FITS file with one image, computed where it is needed. */
    public Resource fits(long length) {
        return always(answer -> answer.withFits(length)).type("application/fits");
    }

    /** The Content-Type; none at first. */
    public Resource type(String contentType) {
        return header("Content-Type", contentType);
    }

    /** A strong ETag, without the quotes. */
    public Resource etag(String tag) {
        return header("ETag", '"' + tag + '"');
    }

    public Resource weakEtag(String tag) {
        return header("ETag", "W/\"" + tag + '"');
    }

    public Resource lastModified(Instant time) {
        return header("Last-Modified", date(time));
    }

    /** Any header of the good answer; it stands in the wrong ones too. */
    public Resource header(String name, String value) {
        return always(answer -> answer.withHeader(name, value));
    }

    /** The SHA-256 of the whole content as it should arrive. */
    public String sha256() {
        return good.sha256();
    }

    /** The whole content as it should arrive. */
    public byte[] content() {
        return good.content();
    }

    // ---- how it goes wrong

    /** Closes the connection, politely, when so many bytes of the body are out. */
    public Resource thenCloseAfter(long bytes) {
        return amiss(answer -> answer.withCut(bytes, Answer.Cut.CLOSE));
    }

    /** Resets the connection when so many bytes of the body are out. */
    public Resource thenResetAfter(long bytes) {
        return amiss(answer -> answer.withCut(bytes, Answer.Cut.RESET));
    }

    /** Falls silent when so many bytes of the body are out, and keeps the connection until the client closes. */
    public Resource thenStallAfter(long bytes) {
        return amiss(answer -> answer.withCut(bytes, Answer.Cut.STALL));
    }

    /** Closes the connection without any answer. */
    public Resource closeWithoutAnswer() {
        return amiss(answer -> answer.withHead(Answer.Head.NONE));
    }

    /** Resets the connection without any answer. */
    public Resource resetWithoutAnswer() {
        return amiss(answer -> answer.withHead(Answer.Head.RESET));
    }

    /** Takes the request and never answers. */
    public Resource neverAnswer() {
        return amiss(answer -> answer.withHead(Answer.Head.STALL));
    }

    /** A byte of the head every so often, without end. */
    public Resource slowHeader(Duration each) {
        return amiss(answer -> answer.withHead(Answer.Head.DRIP).withPause(each));
    }

    /** Waits before it answers. */
    public Resource delay(Duration before) {
        return amiss(answer -> answer.withDelay(before));
    }

    /** Waits for the latch before it answers; the test holds the server back. */
    public Resource await(CountDownLatch latch) {
        return amiss(answer -> answer.withLatch(latch));
    }

    /** The body at this speed, smoothly. */
    public Resource drip(long bytesPerSecond) {
        return amiss(answer -> answer.withSpeed(bytesPerSecond));
    }

    /** Chunked. */
    public Resource chunked() {
        return amiss(answer -> answer.withFraming(Answer.Framing.CHUNKED));
    }

    /** Chunked, and closed where the last chunk should be. */
    public Resource chunkedWithoutEnd() {
        return amiss(answer -> answer.withFraming(Answer.Framing.CHUNKED_WITHOUT_END));
    }

    /** Without a length: ended by closing the connection, wherever {@link #thenCloseAfter} says. */
    public Resource noLength() {
        return amiss(answer -> answer.withFraming(Answer.Framing.UNTIL_CLOSE));
    }

    /** Announces so many bytes more (or fewer) than it sends. */
    public Resource lengthOffBy(long delta) {
        return amiss(answer -> answer.withLengthOff(delta));
    }

    /** A body without end, chunked. */
    public Resource endless() {
        return amiss(answer -> answer.withComputed(7, Long.MAX_VALUE).withFraming(Answer.Framing.CHUNKED));
    }

    /** Another status; the content stays unless said otherwise. */
    public Resource status(int status) {
        return amiss(answer -> answer.withStatus(status));
    }

    public Resource retryAfter(int seconds) {
        return amissHeader("Retry-After", String.valueOf(seconds));
    }

    public Resource retryAfter(Instant time) {
        return amissHeader("Retry-After", date(time));
    }

    /** 302 to another place; give the status first to have another one. */
    public Resource redirectTo(String location) {
        return amiss(answer -> answer.withContent(new byte[0])
                .withStatus(answer.status() == 200 ? 302 : answer.status())
                .withHeader("Location", location));
    }

    /** 200 with a login page. */
    public Resource html() {
        String page = "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Please log in</body></html>\n";
        return amiss(answer -> answer.withContent(page.getBytes(StandardCharsets.UTF_8))
                .withHeader("Content-Type", "text/html; charset=utf-8"));
    }

    /** 200 with a VOTable that says that there was an error. */
    public Resource errorVotable(String words) {
        String table = "<?xml version=\"1.0\"?>\n<VOTABLE version=\"1.4\"><RESOURCE type=\"results\">"
                + "<INFO name=\"QUERY_STATUS\" value=\"ERROR\">" + words + "</INFO></RESOURCE></VOTABLE>\n";
        return amiss(answer -> answer.withContent(table.getBytes(StandardCharsets.UTF_8))
                .withHeader("Content-Type", "application/x-votable+xml"));
    }

    /** 200 with nothing. */
    public Resource empty() {
        return amiss(answer -> answer.withContent(new byte[0]));
    }

    /** The body gzipped, with {@code Content-Encoding: gzip}, whatever the client accepts. */
    public Resource gzipped() {
        return amiss(Answer::gzipped);
    }

    /** One bit of the body is wrong. */
    public Resource flipBitAt(long position) {
        return amiss(answer -> answer.withFlip(position));
    }

    /** One bit of the body is wrong, each time another one from there on. */
    public Resource flipAnotherBitFrom(long position) {
        return amiss(answer -> answer.withFlip(position + served.get()));
    }

    /** Ranges are not understood: always 200 and all of it. */
    public Resource ignoreRanges() {
        return amiss(answer -> answer.withRanges(Answer.Ranges.IGNORED, 0));
    }

    /** A 206 that begins so many bytes before what was asked for, and says so in Content-Range. */
    public Resource rangeEarlyBy(long bytes) {
        return amiss(answer -> answer.withRanges(Answer.Ranges.EARLY, bytes));
    }

    /** A 206 that ends so many bytes before the end of what was asked for, and says so in Content-Range. */
    public Resource rangeShortBy(long bytes) {
        return amiss(answer -> answer.withRanges(Answer.Ranges.SHORT, bytes));
    }

    /** A 206 whose Content-Range speaks of a file that is so many bytes longer. */
    public Resource rangeTotalOffBy(long bytes) {
        return amiss(answer -> answer.withRanges(Answer.Ranges.OTHER_TOTAL, bytes));
    }

    /** Other content, without anything that tells it from the good one. */
    public Resource content(byte[] other) {
        return amiss(answer -> answer.withContent(other));
    }

    /** Another version of the file, with a strong ETag of its own, without the quotes. */
    public Resource version(byte[] content, String tag) {
        return amiss(answer -> answer.withContent(content).withHeader("ETag", '"' + tag + '"'));
    }

    /** A 206 whose Content-Range is as asked for, but whose bytes are those from the start. */
    public Resource rangeOfStart() {
        return amiss(answer -> answer.withRanges(Answer.Ranges.FROM_START, 0));
    }

    /** Ranges are served without looking at If-Range. */
    public Resource ignoreIfRange() {
        return amiss(answer -> answer.withRanges(Answer.Ranges.WITHOUT_IF_RANGE, 0));
    }

    /** A header of the wrong answers alone. */
    public Resource amissHeader(String name, String value) {
        return amiss(answer -> answer.withHeader(name, value));
    }

    /** A header that is left out of the wrong answers. */
    public Resource without(String name) {
        return amiss(answer -> answer.withoutHeader(name));
    }

    /** Raw bytes in place of an answer, then closed. */
    public Resource raw(String answer) {
        return amiss(good -> good.withRaw(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** It goes wrong each time; so it does if nothing is said. */
    public Resource everyTime() {
        wrongTimes = Long.MAX_VALUE;
        return this;
    }

    /** It goes wrong so many times, then it is good. */
    public Resource times(long n) {
        wrongTimes = n;
        return this;
    }

    /** The first requests go wrong, each in a way of its own; then it is good. */
    public Resource inTurn(List<UnaryOperator<Resource>> ways) {
        List<UnaryOperator<Answer>> turns = ways.stream()
                .map(way -> way.apply(new Resource(server, path)).wrong)
                .toList();
        wrong = answer -> turns.get((int) served.get() - 1).apply(answer);
        return times(turns.size());
    }

    /** Each request is answered in a way of its own, chosen when it arrives. */
    public Resource eachTime(Supplier<UnaryOperator<Resource>> ways) {
        wrong = answer -> ways.get().apply(new Resource(server, path)).wrong.apply(answer);
        return everyTime();
    }

    /** It is good so long, then it goes wrong: not more than {@code n} good ones. */
    public Resource goodTimes(long n) {
        served.set(-n);
        wrongTimes = Long.MAX_VALUE;
        UnaryOperator<Answer> soFar = wrong;
        wrong = answer -> served.get() > 0 ? soFar.apply(answer) : answer;
        return this;
    }

    Answer next() {
        long n = served.incrementAndGet();
        Answer answer = good.withClock(server.clock());
        return n <= wrongTimes ? wrong.apply(answer) : answer;
    }

    private Resource always(UnaryOperator<Answer> change) {
        good = change.apply(good);
        return this;
    }

    private Resource amiss(UnaryOperator<Answer> change) {
        UnaryOperator<Answer> before = wrong;
        wrong = answer -> change.apply(before.apply(answer));
        return this;
    }

    static String date(Instant time) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }
}
