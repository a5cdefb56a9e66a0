package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import io.camelopard.vo.Link;
import io.camelopard.vo.Target;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names in a harvest against the columns of an answer, before and with a row. */
class BindingTest {
    private static final Columns COLUMNS = Columns.of(List.of(
            column("obs_id", "char", "*", null),
            column("exposure", "double", null, null),
            column("Location", "char", "*", "VOX:Image_AccessReference"),
            column("Size", "long", null, "VOX:Image_FileSize")));
    private static final Row ROW = Row.of(COLUMNS, new Object[] {"a1", 3.5, "https://example.org/x.fits", 7L});

    private static Column column(String name, String datatype, @Nullable String arraysize, @Nullable String ucd) {
        return new Column(name, null, datatype, arraysize, null, ucd, null, null, null);
    }

    private static Harvest harvest(String search, String links, String rest) {
        return HarvestFile.parse(
                "h.yaml",
                "description: x\ntarget: M 51\nsearch: {protocol: sia, service: ivo://a/b, size: 1" + search + "}\n"
                        + links + rest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "where: exposur > 1  | h: search.where 'exposur > 1': there is no column exposur (did you mean 'exposure'?); the columns are obs_id, exposure, Location, Size",
                "where: obs_id > 1   | h: search.where 'obs_id > 1': obs_id is text and 1 is a number: they cannot be compared; write number(obs_id) to compare as numbers",
                "where: row.x == 1   | h: search.where 'row.x == 1': there is no column row.x; the columns are obs_id, exposure, Location, Size",
                "order_by: t_min     | h: search.order_by: there is no column 't_min'; the columns are obs_id, exposure, Location, Size",
            })
    void namesWhatIsNotThere(String search, String message) {
        assertThatThrownBy(() ->
                        harvest(", " + search, "", "store: {to: file:x}\n").bind(COLUMNS))
                .isInstanceOf(MisuseException.class)
                .hasMessage(message);
    }

    @Test
    void looksIntoLinksNamesAndTables() {
        assertThatThrownBy(() -> harvest("", "links: [{where: row.y == 1}]\n", "store: {to: file:x}\n")
                        .bind(COLUMNS))
                .hasMessageContaining("h: links[0].where 'row.y == 1': there is no column row.y");
        assertThatThrownBy(() -> harvest("", "", "store: {to: file:x, name: \"{sten}_a\"}\n")
                        .bind(COLUMNS))
                .hasMessageContaining("h: store.name 'sten': there is no column sten (did you mean 'stem'?)");
        assertThatThrownBy(() -> harvest("", "", "store: {to: file:x}\ntable: {file: a.csv, add: {b: iso(c)}}\n")
                        .bind(COLUMNS))
                .hasMessageContaining("h: table.add.b 'iso(c)': there is no column c");
        assertThatThrownBy(() -> harvest("", "", "store: {to: file:x}\ntable: {file: a.csv, columns: [bytes]}\n")
                        .bind(COLUMNS))
                .hasMessageContaining("h: table.columns: there is no column 'bytes'");
    }

    @Test
    void acceptsWhatIsThereUnderAnyName() {
        Harvest harvest = harvest(
                ", where: EXPOSURE > 1 and content_length < 10 and s_ra is null, order_by: distance",
                "links: [{where: semantics == '#this' and row.exposure > 1, name: \"{obs_id}_{stem}{ext}_{link.semantics}\"}]\n",
                "store: {to: file:x}\ntable: {file: a.csv, of: products, columns: [bytes, obs_id, two], add: {two: exposure * 2}}\n");
        assertThatCode(() -> harvest.bind(COLUMNS)).doesNotThrowAnyException();
        assertThat(Expression.parse("exposure > 1 and content_length < 10 and s_ra is null")
                        .value(RowScope.of(ROW, null, null)))
                .isEqualTo(true);
    }

    @Test
    void findsNamesOfRowLinkAndTarget() {
        Target target = new Target(null, 83.63321, 22.01446, Map.of("Mag", 8.4));
        Link link = Link.ofRow(ROW);
        Scope scope = RowScope.of(ROW, link, target).with(Map.of("stem", "x"));

        assertThat(Template.parse("{STEM}_{obs_id}_{target.name}_{target.mag:.0f}_{access_url}_{link.semantics}")
                        .render(scope, value -> value))
                .isEqualTo("x_a1_83.63321 +22.01446_8_https://example.org/x.fits_#this");
        assertThat(Expression.parse("content_length == 7 and row.obs_id == 'a1' and service_def is null")
                        .value(RowScope.ofLink(link, ROW, target)))
                .isEqualTo(true);
        assertThatThrownBy(() -> Expression.parse("target.b").value(scope)).isInstanceOf(MisuseException.class);
        assertThatThrownBy(() -> Expression.parse("obsid").value(scope)).hasMessageContaining("did you mean 'obs_id'?");
    }

    @Test
    void takesOtherTargetsOnlyWhereTheyMakeADifference() {
        Harvest harvest = harvest("", "", "store: {to: file:x}\n");
        assertThat(harvest.withTargets(TargetSpec.of("M 1")).targets().given()).containsExactly("M 1");

        Harvest query = HarvestFile.parse(
                "q.yaml",
                "description: x\nsearch: {protocol: tap, service: ivo://a/b, query: SELECT 1}\nlinks: none\n");
        assertThatThrownBy(() -> query.withTargets(TargetSpec.of("M 1")))
                .hasMessage("harvest q takes no target: its query uses none");
    }

    @Test
    void readsAFileOfUrls(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("urls.txt"), "# all\nhttps://a.b/c\n\n s3://bucket/key/ \n");
        assertThat(UrlFile.read(new Search.Urls(List.of(), "urls.txt"), folder))
                .containsExactly("https://a.b/c", "s3://bucket/key/");
        Files.writeString(folder.resolve("urls.txt"), "https://a.b/c\nfile:/etc/passwd\n");
        assertThatThrownBy(() -> UrlFile.read(new Search.Urls(List.of(), "urls.txt"), folder))
                .hasMessage(folder.resolve("urls.txt")
                        + ":2: 'file:/etc/passwd' is no URL; write https://… or s3://bucket/…");
    }
}
