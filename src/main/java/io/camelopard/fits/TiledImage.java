package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tile-compressed image (FITS 4.0, section 10.1). Only the tiles that are needed are read and decompressed, and the last ones
 * are kept, up to 64 MB: those of a row of tiles for its rows of pixels.
 */
final class TiledImage implements Image {
    private static final int KEPT = 1 << 26;
    private static final int LARGEST = 1 << 26;

    private final Hdu hdu;
    private final TileGrid grid;
    private final TileTable table;
    private final TileDecoder decoder;
    private final Header header;
    private final int width;
    private final Map<Long, byte[]> tiles = new LinkedHashMap<>(16, 0.75f, true);
    private long kept;

    private TiledImage(Source source, Hdu hdu, TileGrid grid) {
        this.hdu = hdu;
        this.grid = grid;
        this.table = new TileTable(source, hdu, grid);
        this.decoder = new TileDecoder(hdu);
        this.header = CompressedHeader.toImage(hdu, grid.shape());
        this.width = (int) Math.abs(header.whole("BITPIX", hdu.name())) / 8;
    }

    /** @throws FinalException for a header that is wrong */
    static TiledImage of(Source source, Hdu hdu) {
        return new TiledImage(source, hdu, TileGrid.of(hdu));
    }

    @Override
    public Header header() {
        return header;
    }

    @Override
    public List<Long> shape() {
        return grid.shape();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void write(Box box, OutputStream out) throws IOException {
        for (long row = 0; row < box.rows(); row++) {
            long[] at = box.start(row);
            long end = at[0] + box.length().get(0);
            while (at[0] < end) {
                at[0] += writeRun(at, end, out);
            }
        }
    }

    /** As many pixels of a row as are in one tile. */
    private long writeRun(long[] at, long end, OutputStream out) throws IOException {
        long index = grid.index(at);
        Box area = grid.area(index);
        byte[] pixels = tile(index, area);
        long count = Math.min(end, area.from().get(0) + area.length().get(0)) - at[0];
        out.write(pixels, (int) (area.within(at) * width), (int) (count * width));
        return count;
    }

    private byte[] tile(long index, Box area) throws IOException {
        byte[] known = tiles.get(index);
        if (known != null) {
            return known;
        }
        long bytes = Math.multiplyExact(area.size(), width);
        if (bytes > LARGEST) {
            throw new FinalException("tile " + index + " of " + hdu.name() + " has " + bytes
                    + " bytes; supported are tiles up to " + LARGEST);
        }
        byte[] pixels = decoder.pixels(table.cell(index), area.length(), index);
        keep(index, pixels);
        return pixels;
    }

    private void keep(long index, byte[] pixels) {
        tiles.put(index, pixels);
        kept += pixels.length;
        var eldest = tiles.entrySet().iterator();
        while (kept > KEPT && tiles.size() > 1) {
            kept -= eldest.next().getValue().length;
            eldest.remove();
        }
    }
}
