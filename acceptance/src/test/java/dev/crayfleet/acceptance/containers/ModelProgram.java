package dev.crayfleet.acceptance.containers;

import dev.crayfleet.model.StubModel;

/** A model as a program of its own. It runs until it is ended. */
final class ModelProgram {
    private ModelProgram() {}

    /**
     * @param words the port, and what the model has written into RESULT.txt
     */
    public static void main(String[] words) {
        StubModel model = StubModel.start(Integer.parseInt(words[0]), StubModel.writing(words[1]));
        System.out.println("answers at " + model.baseUrl());
    }
}
