package io.camelopard.fits;

import io.camelopard.FinalException;

/**
 * Polynomials that correct pixels before the linear part (Shupe et al. 2005, ASP 347, 491). The inverse that a header may
 * bring (AP, BP) is an approximation, and not used.
 */
final class Sip {
    private static final int MOST = 9;

    private final double[][] a;
    private final double[][] b;

    private Sip(double[][] a, double[][] b) {
        this.a = a;
        this.b = b;
    }

    static boolean isIn(Header header) {
        return header.has("A_ORDER") || header.has("B_ORDER");
    }

    static Sip of(Header header) {
        return new Sip(coefficients(header, "A"), coefficients(header, "B"));
    }

    private static double[][] coefficients(Header header, String name) {
        long order = header.whole(name + "_ORDER", 0);
        if (order < 0 || order > MOST) {
            throw new FinalException(
                    name + "_ORDER is " + order + "; the order of a SIP polynomial is at most " + MOST);
        }
        double[][] all = new double[(int) order + 1][];
        for (int p = 0; p <= order; p++) {
            all[p] = new double[(int) order - p + 1];
            for (int q = 0; q <= order - p; q++) {
                all[p][q] = header.number(name + "_" + p + "_" + q, 0);
            }
        }
        return all;
    }

    /** @param offset from CRPIX, in pixels */
    Point correct(Point offset) {
        return offset.plus(sum(a, offset), sum(b, offset));
    }

    private static double sum(double[][] coefficients, Point offset) {
        double sum = 0;
        for (int p = coefficients.length - 1; p >= 0; p--) {
            sum = sum * offset.x() + Precession.polynomial(offset.y(), coefficients[p]);
        }
        return sum;
    }
}
