package dev.crayfleet.emulator;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Makes pictures to post. */
final class Pictures {
    private Pictures() {}

    static byte[] png(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            int top = height / 2 + (int) (Math.sin(x / 25.0) * height / 3);
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, (y < top ? Color.DARK_GRAY : Color.ORANGE).getRGB());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
