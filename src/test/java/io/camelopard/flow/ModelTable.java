package io.camelopard.flow;

import io.camelopard.testing.ModelTap;
import io.camelopard.testing.ModelTap.Asked;
import io.camelopard.testing.ModelTap.Reply;
import java.io.Closeable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A TAP service with tables that a database asks, so that ADQL is understood as SQL is; it sends so many rows at most. */
final class ModelTable implements Closeable {
    final ModelTap service = new ModelTap();
    private final Connection database;
    volatile int limit = Integer.MAX_VALUE;
    volatile int jobLimit = Integer.MAX_VALUE;

    ModelTable(String... statements) {
        try {
            database = DriverManager.getConnection("jdbc:sqlite::memory:");
            for (String statement : statements) {
                execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        service.phases("PENDING", "COMPLETED")
                .sync(asked -> answer(asked, limit))
                .result(asked -> answer(asked, jobLimit));
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The queries so far, those for jobs among them. */
    List<String> queries() {
        return service.asked().stream()
                .map(asked -> asked.param("QUERY"))
                .filter(query -> !query.isEmpty())
                .toList();
    }

    private synchronized Reply answer(Asked asked, int most) {
        String maxrec = asked.param("MAXREC");
        int rows = maxrec.isEmpty() ? most : Math.min(most, Integer.parseInt(maxrec));
        String sql =
                asked.param("QUERY").replaceFirst("(?s)SELECT TOP (\\d+) (.*?)(\n\\) AS q|$)", "SELECT $2 LIMIT $1$3");
        try (PreparedStatement query = database.prepareStatement(sql);
                ResultSet found = query.executeQuery()) {
            return Reply.of(200, votable(found, rows));
        } catch (SQLException e) {
            return Reply.of(400, ModelTap.error(e.getMessage()));
        }
    }

    private static String votable(ResultSet found, int most) throws SQLException {
        int columns = found.getMetaData().getColumnCount();
        List<Object[]> rows = new ArrayList<>();
        boolean more = found.next();
        for (; more && rows.size() < most; more = found.next()) {
            Object[] row = new Object[columns];
            for (int i = 0; i < columns; i++) {
                row[i] = found.getObject(i + 1);
            }
            rows.add(row);
        }
        StringBuilder text = new StringBuilder("<VOTABLE version=\"1.4\"><RESOURCE type=\"results\"><TABLE>\n");
        for (int i = 0; i < columns; i++) {
            text.append("<FIELD name=\"%s\" %s/>".formatted(found.getMetaData().getColumnLabel(i + 1), type(rows, i)));
        }
        text.append("<DATA><TABLEDATA>\n");
        rows.forEach(row -> text.append(cells(row)));
        // DALI 1.1, section 4.4.1: the status may stand behind the table.
        return text.append("</TABLEDATA></DATA></TABLE><INFO name=\"QUERY_STATUS\" value=\"%s\"/></RESOURCE></VOTABLE>"
                        .formatted(more ? "OVERFLOW" : "OK"))
                .toString();
    }

    private static String type(List<Object[]> rows, int column) {
        Object some = rows.stream()
                .map(row -> row[column])
                .filter(cell -> cell != null)
                .findFirst()
                .orElse("");
        return some instanceof String
                ? "datatype=\"char\" arraysize=\"*\""
                : "datatype=\"" + (some instanceof Double ? "double" : "long") + "\"";
    }

    private static String cells(Object[] row) {
        StringBuilder cells = new StringBuilder("<TR>");
        for (Object cell : row) {
            cells.append("<TD>").append(cell == null ? "" : cell).append("</TD>");
        }
        return cells.append("</TR>\n").toString();
    }

    @Override
    public void close() {
        service.close();
        try {
            database.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
